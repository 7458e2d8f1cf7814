import {
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Whether the field being resolved has a field of this name selected directly below it. */
export function selects(info: GraphQLResolveInfo, name: string): boolean {
  return info.fieldNodes.some(
    ({ selectionSet }) => selectionSet !== undefined && has(info, selectionSet, name),
  );
}

function has(info: GraphQLResolveInfo, set: SelectionSetNode, name: string): boolean {
  return set.selections.some((selection) => {
    if (!isIncluded(info, selection)) return false;
    if (selection.kind === 'Field') return selection.name.value === name;
    if (selection.kind === 'InlineFragment') return has(info, selection.selectionSet, name);
    const fragment = info.fragments[selection.name.value];
    return fragment !== undefined && has(info, fragment.selectionSet, name);
  });
}

function isIncluded({ variableValues }: GraphQLResolveInfo, node: SelectionNode): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, variableValues);
  return skip?.if !== true && include?.if !== false;
}

/** Where in the document a field stands: the same for all items of a list, which have the same selection, too. */
export function fieldPath({ path }: GraphQLResolveInfo): string {
  const steps: string[] = [];
  for (let step: typeof path | undefined = path; step; step = step.prev) {
    if (step.typename) steps.unshift(`${step.typename}.${step.key}`);
  }
  return steps.join('/');
}

import {
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** Returns whether a field of this name is selected directly below the resolved field. */
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

/** Returns the path of a field without list indexes: equal for fields with the same selection, as a key of the loader. */
export function fieldPath({ path }: GraphQLResolveInfo): string {
  const steps: string[] = [];
  for (let step: typeof path | undefined = path; step; step = step.prev) {
    if (step.typename) steps.unshift(`${step.typename}.${step.key}`);
  }
  return steps.join('/');
}

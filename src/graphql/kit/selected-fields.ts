import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/**
 * Counts the selected fields, each as often as it occurs in the tree of the response: those of a fragment for each
 * spread, but once within one selection set. A short document can select millions.
 * @param operations to count; absent for all of the document
 */
export function selectedFieldsOf(
  document: DocumentNode,
  operations: readonly DefinitionNode[] = document.definitions,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const part of document.definitions) {
    if (part.kind === Kind.FRAGMENT_DEFINITION) fragments.set(part.name.value, part);
  }
  const counted = new Map<SelectionSetNode, number>();

  function count(set: SelectionSetNode): number {
    const known = counted.get(set);
    if (known !== undefined) return known;
    // Validation, which refuses a fragment that spreads itself, comes later.
    counted.set(set, 0);
    let fields = 0;
    const spread = new Set<string>();
    const open = [set];
    for (let part = open.pop(); part; part = open.pop()) {
      for (const node of part.selections) {
        if (node.kind === Kind.FIELD)
          fields += 1 + (node.selectionSet ? count(node.selectionSet) : 0);
        else if (node.kind === Kind.INLINE_FRAGMENT) open.push(node.selectionSet);
        else if (!spread.has(node.name.value)) {
          spread.add(node.name.value);
          const fragment = fragments.get(node.name.value);
          if (fragment) open.push(fragment.selectionSet);
        }
      }
    }
    counted.set(set, fields);
    return fields;
  }

  return operations.reduce(
    (sum, part) => sum + (part.kind === Kind.OPERATION_DEFINITION ? count(part.selectionSet) : 0),
    0,
  );
}

/** Counts the mutations among the root fields of an operation. */
export const countMutations = (fields: ReadonlyMap<string, readonly FieldNode[]>): number =>
  [...fields.values()].filter(([node]) => node?.name.value !== '__typename').length;

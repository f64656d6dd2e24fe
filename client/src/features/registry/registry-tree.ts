/** The registry's tree from the flat answer: what is in each place and below, and whether something is wrong there. */
import type { RegistryTree } from '../../../../server/contract/registry.ts';

export interface PlaceNode {
  /** A region's code or a hall's id. */
  readonly key: string;
  readonly kind: 'region' | 'hall';
  readonly name: string;
  readonly windows: number;
  readonly cameras: number;
  /** Windows in no camera's picture. */
  readonly unseen: number;
  /** A hall with windows and not one camera. */
  readonly blind: boolean;
  readonly children: readonly PlaceNode[];
}

/** Halls first, then regions, as the answer orders them; a region whose parent is out of sight is a root. */
export function placeNodes(tree: RegistryTree): PlaceNode[] {
  const halls = new Map<string, PlaceNode[]>();
  for (const hall of tree.halls) {
    const { id, name, windows, cameras, unseen } = hall;
    const node: PlaceNode = {
      ...{ key: id, kind: 'hall', name, windows, cameras, unseen },
      blind: windows > 0 && cameras === 0,
      children: [],
    };
    const known = halls.get(hall.regionCode);
    if (known === undefined) halls.set(hall.regionCode, [node]);
    else known.push(node);
  }
  const below = new Map<string, RegistryTree['regions']>();
  const known = new Set(tree.regions.map((region) => region.code));
  for (const region of tree.regions) {
    const parent = region.parentCode !== null && known.has(region.parentCode) ? region.parentCode : '';
    below.set(parent, [...(below.get(parent) ?? []), region]);
  }
  const nodesOf = (parent: string): PlaceNode[] =>
    (below.get(parent) ?? []).map(({ code, name }) => {
      const children = [...(halls.get(code) ?? []), ...nodesOf(code)];
      const sum = (of: 'windows' | 'cameras' | 'unseen') =>
        children.reduce((all, child) => all + child[of], 0);
      return {
        ...{ key: code, kind: 'region' as const, name, children },
        ...{ windows: sum('windows'), cameras: sum('cameras'), unseen: sum('unseen') },
        blind: children.some((child) => child.blind),
      };
    });
  return nodesOf('');
}

/** The way from a root to this place, itself last; empty: it is not there. */
export function pathTo(nodes: readonly PlaceNode[], key: string): PlaceNode[] {
  for (const node of nodes) {
    if (node.key === key) return [node];
    const path = pathTo(node.children, key);
    if (path.length > 0) return [node, ...path];
  }
  return [];
}

/** Only these places and the way to them. */
export function narrowedTo(nodes: readonly PlaceNode[], keys: ReadonlySet<string>): PlaceNode[] {
  return nodes.flatMap((node) => {
    const children = narrowedTo(node.children, keys);
    return keys.has(node.key) || children.length > 0 ? [{ ...node, children }] : [];
  });
}

export const allKeys = (nodes: readonly PlaceNode[]): string[] =>
  nodes.flatMap((node) => [node.key, ...allKeys(node.children)]);

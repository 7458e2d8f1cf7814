/** The profile that `node --cpu-prof` writes. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  /** The node that ran at each sample, and the microseconds before each. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A group or function with its share of the time, from 0 to 1. */
export interface Share {
  readonly name: string;
  readonly share: number;
}

/** Groups of code by a pattern of the address; the first match counts. */
const owners: readonly (readonly [string, RegExp])[] = [
  ['the driver of the database', /node_modules\/pg[-\w]*\//],
  ['Prisma', /node_modules\/@prisma|generated\/|^wasm:/],
  ['Pothos', /node_modules\/@pothos/],
  ['graphql', /node_modules\/(graphql|@graphql-tools)\//],
  ['Yoga and its HTTP layer', /node_modules\/(graphql-yoga|@graphql-yoga|@envelop|@whatwg-node)/],
  ['other packages', /node_modules\//],
  ['gateway: the compiler', /dist\/graphql\/compiler/],
  ['gateway: the rest of GraphQL', /dist\/graphql\//],
  ['gateway: v1', /dist\/rest\//],
  ['gateway: reading', /dist\/domain\/(read|page)/],
  ['gateway: the rest of the domain', /dist\/domain\//],
  ['gateway: SQL and the pool', /dist\/db\//],
  ['gateway: HTTP and access', /dist\/server\//],
  [
    'node: http and sockets',
    /^node:(_?http|net|_stream|stream|internal\/(http|stream|timers|tls))/,
  ],
  ['node: everything else', /^node:/],
];

const builtIn = new Map([
  ['(garbage collector)', 'garbage collector'],
  ['(program)', 'native code and system calls'],
  ['writev', 'system calls on sockets'],
  ['writeBuffer', 'system calls on sockets'],
  ['writeUtf8String', 'system calls on sockets'],
  ['writeLatin1String', 'system calls on sockets'],
]);

/** Code that is not counted: loading modules and waiting. */
const ignored =
  /^\(idle\)|internal\/modules|openFileHandle|fstat|compileForInternalLoader|compileFunctionForCJSLoader|wrapSafe/;

/** Returns the share of time in each group of code and in each function itself, the largest first. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): {
  readonly groups: readonly Share[];
  readonly functions: readonly Share[];
} {
  const times = new Map<number, number>();
  samples.forEach((id, i) => {
    times.set(id, (times.get(id) ?? 0) + (timeDeltas[i] ?? 0));
  });
  const groups = new Map<string, number>();
  const functions = new Map<string, number>();
  for (const { id, callFrame } of nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const time = times.get(id);
    if (time === undefined || ignored.test(`${functionName} ${url}`)) continue;
    const group = builtIn.get(functionName) ?? ownerOf(url);
    groups.set(group, (groups.get(group) ?? 0) + time);
    const place = url.replace(/^.*\/(node_modules|dist)\//, '');
    const name = `${functionName || '(anonymous)'} ${place}${url ? `:${lineNumber + 1}` : ''}`;
    functions.set(name, (functions.get(name) ?? 0) + time);
  }
  return { groups: shares(groups), functions: shares(functions) };
}

const ownerOf = (url: string): string =>
  owners.find(([, place]) => place.test(url))?.[0] ??
  'built into V8 (JSON, texts, regular expressions)';

function shares(times: ReadonlyMap<string, number>): Share[] {
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([name, time]) => ({ name, share: time / total }))
    .sort((a, b) => b.share - a.share);
}

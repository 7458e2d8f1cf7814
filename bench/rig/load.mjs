// The load generator where wrk is not installed: load.mjs URL CONNECTIONS SECONDS. Plain sockets and ready-made
// requests, for it must not take the time that it measures. BODIES, HEADERS and UNIQUE are as in load.lua.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [address, connections, seconds] = process.argv.slice(2);
const { BODIES, HEADERS, UNIQUE } = process.env;
const url = new URL(address);
const bodies = BODIES === '' ? [''] : readFileSync(BODIES, 'utf8').trimEnd().split('\n');
const method = BODIES === '' ? 'GET' : 'POST';

const requestOf = (body) =>
  Buffer.from(
    `${method} ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${HEADERS.replaceAll('\n', '\r\n')}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
const isUnique = bodies.some((body) => body.includes('@@'));
const ready = isUnique ? [] : bodies.map(requestOf);
let sent = 0;
function nextRequest() {
  sent += 1;
  const turn = (sent - 1) % bodies.length;
  return isUnique ? requestOf(bodies[turn].replaceAll('@@', `${UNIQUE}${sent}`)) : ready[turn];
}

/** Milliseconds that each request took. */
const times = [];
let errors = 0;
let ending = false;

/** Sends one request after the other over one connection. */
function work() {
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    let start = 0;
    /** Bytes of the answer that are still to come; null while its head is. */
    let missing = null;
    let head = '';
    const send = () => {
      start = performance.now();
      head = '';
      missing = null;
      socket.write(nextRequest());
    };
    const read = (chunk) => {
      if (missing !== null) {
        missing -= chunk.length;
        return;
      }
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!head.startsWith('HTTP/1.1 200')) errors += 1;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
      missing = length - (head.length - end - 4);
    };
    socket.setNoDelay(true);
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      read(chunk);
      if (missing !== 0) return;
      times.push(performance.now() - start);
      if (ending) socket.end();
      else send();
    });
    socket.on('error', () => {
      errors += 1;
    });
    socket.on('close', resolve);
  });
}

const start = performance.now();
setTimeout(() => {
  ending = true;
}, Number(seconds) * 1000);
await Promise.all(Array.from({ length: Number(connections) }, work));
const took = (performance.now() - start) / 1000;
times.sort((a, b) => a - b);
const percentile = (share) =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
console.log(
  JSON.stringify({
    requests: times.length,
    seconds: took,
    p50: percentile(0.5),
    p99: percentile(0.99),
    errors,
  }),
);

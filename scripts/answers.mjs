// Exits 0 when something listens on the host and port: node answers.mjs HOST PORT
import { connect } from 'node:net';

const [host, port] = process.argv.slice(2);
const socket = connect({ host, port: Number(port), timeout: 2000 });
socket.on('connect', () => process.exit(0));
socket.on('error', () => process.exit(1));
socket.on('timeout', () => process.exit(1));

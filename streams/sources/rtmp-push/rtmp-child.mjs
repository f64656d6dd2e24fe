/**
 * node-media-server as a process of its own: RTMP in and HTTP-FLV out, each on a Unix socket that only we can reach.
 * It checks nothing: whoever gets through to it was let in by our gate. Started by `rtmp-child.ts` with the folder
 * for its sockets; says `ready` on standard output.
 */
import { join } from 'node:path';
import NodeMediaServer from 'node-media-server';

const folder = process.argv[2] ?? '';
const say = process.stdout.write.bind(process.stdout);
// It prints every stream's path, which holds the encoder's key.
console.log = () => undefined;

// Ports only so that the servers are made: they listen on sockets below. Its own `run()` would also record every
// stream into the working folder and open a store there.
const server = new NodeMediaServer({
  rtmp: { port: 1 },
  http: { port: 1 },
  webadmin: { enable: false },
  record: { auto: false },
});
// By default an encoder that left is thought to come back for 30 s, and newcomers are shown its old pictures.
server.on('postPublish', (session) => {
  session.broadcast.publishGraceMs = 0;
});

/**
 * @param {import('node:net').Server} one
 * @param {string} name
 */
const listen = (one, name) =>
  new Promise((resolve, reject) => {
    one.once('error', reject).listen(join(folder, name), () => resolve(undefined));
  });

await Promise.all([
  listen(server.rtmpServer.tcpServer, 'rtmp.sock'),
  listen(server.httpServer.httpServer, 'http.sock'),
]);
say('ready\n');

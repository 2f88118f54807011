// A network that can be cut: a proxy between one browser window and everything else.
import http from "node:http";
import net from "node:net";

export async function network() {
  const sockets = new Set();
  let up = true;
  const server = http.createServer((request, response) => {
    const { hostname, port, pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const onward = http.request({ hostname, port, path: pathname + search, method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  // Sockets, and what is encrypted.
  server.on("connect", (request, socket, head) => {
    const [host, port] = request.url.split(":");
    const onward = net.connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
    socket.on("close", () => onward.destroy());
  });
  server.on("connection", (socket) => {
    if (!up) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    /** For the settings of a window. */
    proxy: { server: `http://127.0.0.1:${server.address().port}`, bypass: "<-loopback>" },
    cut() {
      up = false;
      for (const socket of sockets) {
        socket.destroy();
      }
    },
    mend() {
      up = true;
    },
    end: () => {
      up = false;
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
    },
  };
}

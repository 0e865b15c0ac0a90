// The bare script that one whole process of the command is held against: one request, parsed and printed.
// An import of node:http costs 20 ms more on Node 24: it makes every export, fetch among them.
const { get } = process.getBuiltinModule("node:http");

const [url, key, secret] = process.argv.slice(2);
get(url, { auth: `${key}:${secret}` }, (response) => {
  const chunks = [];
  response.on("data", (chunk) => chunks.push(chunk));
  response.on("end", () => {
    const { id, display_name } = JSON.parse(Buffer.concat(chunks).toString());
    console.log(JSON.stringify([{ id, display_name }]));
  });
});

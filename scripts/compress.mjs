// compress.mjs FROM TO: copies a folder; what is text is kept as .br and .gz only, as small as can be.
// Pages are served on many paths, so their links to files beside them become absolute.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [from, to] = process.argv.slice(2);
const TEXT = new Set([".html", ".js", ".css", ".svg", ".json", ".txt", ".webmanifest"]);

rmSync(to, { recursive: true, force: true });
for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || extname(entry.name) === ".map") continue;
  const source = join(entry.parentPath, entry.name);
  const target = join(to, source.slice(join(from, "/").length));
  const file = readFileSync(source);
  const bytes = extname(entry.name) === ".html" ? Buffer.from(absolute(`${file}`)) : file;
  mkdirSync(dirname(target), { recursive: true });
  if (TEXT.has(extname(entry.name))) {
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${target}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${target}.gz`, gzipSync(bytes, { level: 9 }));
  } else {
    writeFileSync(target, bytes);
  }
}

function absolute(page) {
  return page.replaceAll(/(\s(?:href|src)=")\.\//g, "$1/");
}

// Builds the reference as an image without any base image and without a registry: this machine's Node with the libraries it is linked to, and the
// package as `npm pack` makes it. Linux alone.
//
//   npm pack && node examples/container/from-scratch.mjs touchstone-0.1.0.tgz touchstone-reference
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const [tarball, image = 'touchstone-reference'] = process.argv.slice(2)
if (tarball === undefined) {
  console.error('Give the packed package: node from-scratch.mjs touchstone-0.1.0.tgz [IMAGE]')
  process.exit(2)
}

const context = mkdtempSync(join(tmpdir(), 'touchstone-image-'))
const root = join(context, 'root')
const put = (path, as = path) => {
  mkdirSync(dirname(join(root, as)), { recursive: true })
  cpSync(realpathSync(path), join(root, as))
}

try {
  // `libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)`, and the loader, which has no arrow.
  const linked = execFileSync('ldd', [process.execPath], { encoding: 'utf8' })
  for (const [path] of linked.matchAll(/\/\S+/g)) put(path)
  put(process.execPath, '/bin/node')
  for (const file of ['/etc/ssl/certs/ca-certificates.crt', '/usr/share/zoneinfo/UTC']) {
    try {
      put(file)
    } catch {
      // Node brings its own certificates; the file is for what is asked for by SSL_CERT_FILE.
    }
  }
  const app = join(root, 'app')
  mkdirSync(app, { recursive: true })
  writeFileSync(join(app, 'package.json'), '{ "private": true }\n')
  execFileSync('npm', ['install', '--omit=dev', '--omit=optional', '--omit=peer', '--no-audit', '--no-fund', resolve(tarball)], {
    cwd: app,
    stdio: 'inherit',
  })
  for (const folder of ['tmp', 'etc']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'etc', 'passwd'), 'touchstone:x:1000:1000::/tmp:/bin/false\n')
  writeFileSync(
    join(context, 'Dockerfile'),
    [
      'FROM scratch',
      'COPY root /',
      'USER 1000:1000',
      'EXPOSE 4566',
      'ENTRYPOINT ["/bin/node", "/app/node_modules/touchstone/dist/src/cli/main.js", "serve", "--host", "0.0.0.0", "--port", "4566", "--allow-host", "touchstone"]',
      '',
    ].join('\n'),
  )
  const { status } = spawnSync('docker', ['build', '--tag', image, context], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} finally {
  rmSync(context, { recursive: true, force: true })
}

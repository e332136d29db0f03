import { isIP } from 'node:net'
import type { KeyPair } from './front.js'

/** A certificate for this machine's names, made on the spot and signed by itself: a client must be told to trust it. */
export const makeCertificate = async (host: string, names: readonly string[] = []): Promise<KeyPair> => {
  const { generate } = await import('selfsigned')
  const all = new Set(['localhost', '*.localhost', '127.0.0.1', '::1', host, ...names])
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      // As its own authority, so that `NODE_EXTRA_CA_CERTS` and the like take it.
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [...all].map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })) },
    ],
  })
  return { cert, key }
}

import { verify, X509Certificate } from 'node:crypto'
import type { Envelope, SnsCase } from './bench.js'

/** The certificate that a document names, as the target serves it. */
export const certificateOf = async (t: SnsCase, url: string | undefined): Promise<X509Certificate> => {
  const { pathname, search } = new URL(url ?? t.diverges('a document names no certificate', 'a SigningCertURL', 'none'))
  const answer = await t.http({ method: 'GET', path: pathname + search })
  try {
    return new X509Certificate(answer.text)
  } catch {
    return t.diverges(
      'what is at SigningCertURL is no certificate',
      'a certificate in PEM',
      `${answer.status} ${answer.text.slice(0, 100)}`,
    )
  }
}

const ALGORITHMS = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const
export type SignatureVersion = keyof typeof ALGORITHMS

/** The version that a document says it is signed by: the first where it says none. */
export const versionOf = ({ SignatureVersion }: Envelope): SignatureVersion => (SignatureVersion === '2' ? '2' : '1')

/** Holds a document's signature to the names given, each with its value on lines of their own, in this order. */
export const verifies = async (t: SnsCase, document: Envelope, version: SignatureVersion, names: readonly string[]): Promise<void> => {
  const values = document as unknown as Readonly<Record<string, string>>
  const text = names.map((name) => `${name}\n${values[name]}\n`).join('')
  const { publicKey } = await certificateOf(t, document.SigningCertURL)
  t.tell(() => t.expect(document.SignatureVersion, 'the SignatureVersion').toBe(version))
  const holds = verify(ALGORITHMS[version], Buffer.from(text), publicKey, Buffer.from(document.Signature ?? '', 'base64'))
  t.expect(holds, `whether the signature is one of ${names.join(', ')} by ${ALGORITHMS[version]}`).toBe(true)
}

/** What is signed of a notification, in this order. */
export const signedOf = ({ Subject }: Envelope): readonly string[] => [
  'Message',
  'MessageId',
  ...(Subject === undefined ? [] : ['Subject']),
  'Timestamp',
  'TopicArn',
  'Type',
]

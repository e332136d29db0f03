/** How the objects of channels are named and written. */

const DEFAULT_TEMPLATE =
  'kinesis-channel/!{channel-name}/!{channel-id}/!{yyyy}/!{MM}/!{dd}/!{HH}/!{channel-name}-!{channel-id}-!{yyyy}-!{MM}-!{dd}-!{HH}-!{mm}!{extension}'

const ENDINGS: Readonly<Record<string, string>> = { JSON: '.json', STRING: '.txt', GZIP: '.gz', ZSTD: '.zst' }

/**
 * An object's key: `!{channel-name}`, `!{channel-id}`, `!{stream-name}`, `!{yyyy}`, `!{yy}`, `!{MM}`, `!{dd}`, `!{HH}`, `!{mm}` (in UTC) and
 * `!{extension}` (`.json.gz`) or `!{extension:.log}` of the template are filled in, and a suffix is appended that no other object has.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/data-delivery-s3-key-template.html
 */
export function keyOf(
  template: string = DEFAULT_TEMPLATE,
  { name, id, stream }: { readonly name: string; readonly id: string; readonly stream: string },
  format: string,
  compression: string,
  time: number,
  suffix: string,
): string {
  const [yyyy = '', MM = '', dd = '', HH = '', mm = ''] = new Date(time).toISOString().split(/[-T:]/)
  const extension = (ENDINGS[format] ?? '') + (ENDINGS[compression] ?? '')
  const values: Readonly<Record<string, string>> = {
    'channel-name': name,
    'channel-id': id,
    'stream-name': stream,
    yyyy,
    yy: yyyy.slice(2),
    MM,
    dd,
    HH,
    mm,
    extension,
  }
  const filled = template.replace(/!\{([^}:]*)(?::([^}]*))?\}/g, (variable: string, of: string, literal?: string) =>
    of === 'extension' && literal !== undefined ? literal : (values[of] ?? variable),
  )
  return filled + suffix
}

/** Zstandard's magic number, and a frame header without checksum and content size, whose window is 8 MiB. */
const HEADER = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68)
const BLOCK = 128 * 1024

/**
 * Bytes as a Zstandard frame of blocks that are stored, not compressed: what every reader of Zstandard reads. Node before 22.15 cannot compress so.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1
 */
export function storedFrame(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [HEADER]
  for (let at = 0; at === 0 || at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK)
    const header = Buffer.alloc(3)
    header.writeUIntLE((block.length << 3) | (at + BLOCK >= bytes.length ? 1 : 0), 0, 3)
    parts.push(header, block)
  }
  return Buffer.concat(parts)
}

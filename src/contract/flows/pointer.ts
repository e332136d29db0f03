/** What stands at a JSON Pointer (RFC 6901), as a text; nothing where there is nothing, or no single value. The empty pointer is the whole. */
export const textAtPointer = (value: unknown, pointer: string): string | undefined => {
  let part = value
  for (const token of pointer === '' ? [] : pointer.slice(1).split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, name)) return undefined
    part = (part as Readonly<Record<string, unknown>>)[name]
  }
  if (typeof part === 'string') return part
  return typeof part === 'number' || typeof part === 'boolean' ? String(part) : undefined
}

/** Whether a text is a JSON Pointer that names something inside. */
export const isPointer = (text: string): boolean => /^(?:\/(?:[^~/]|~[01])*)+$/.test(text)

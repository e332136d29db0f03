/** `"QueueUrl":"http://host:1/…` in JSON, `<QueueUrl>http://host:1/…` in XML, `QueueUrl=http%3A%2F%2Fhost%3A1%2F…` in a form; lists of them too. */
const QUOTED = /("QueueUrls?"\s*:\s*\[?\s*|,\s*)"(https?:(?:\/\/|\\\/\\\/)[^"/\\]+)/g
const LISTED = /"QueueUrls?"/
const TAGGED = /(<QueueUrl>)(https?:\/\/[^/<]+)/g
const FORM = /((?:^|&)QueueUrl=)(https?%3A%2F%2F[^&]+?)(?=%2F|&|$)/gi

/**
 * Queue URLs lead to where they were made, and clients follow them past the proxy. Those in answers are made to lead to the proxy, and those in requests
 * to where they came from. Nothing else in a body is touched.
 */
export class Origins {
  /** From the path of a queue URL to the origin that it had. */
  readonly #known = new Map<string, string>()

  /** The answer, its queue URLs leading to the proxy. @param proxy `http://127.0.0.1:4567` */
  toProxy(body: string, proxy: string): string {
    if (!body.includes('QueueUrl')) return body
    const swap = (whole: string, before: string, origin: string, offset: number): string => {
      const plain = origin.replaceAll('\\/', '/')
      const path = /^[^"<\s]*/.exec(body.slice(offset + whole.length))?.[0] ?? ''
      if (this.#known.size < MOST) this.#known.set(path.replaceAll('\\/', '/'), plain)
      return whole.startsWith('<') ? `${before}${proxy}` : `${before}"${proxy}`
    }
    return LISTED.test(body) ? body.replace(QUOTED, swap) : body.replace(TAGGED, swap)
  }

  /** The request's body, its queue URLs as the target knows them. */
  toTarget(body: string, proxy: string, target: string): string {
    if (!body.includes('QueueUrl')) return body
    return body
      .replace(/("QueueUrl"\s*:\s*")([^"]+)/g, (whole, before: string, url: string) => {
        const plain = url.replaceAll('\\/', '/')
        return plain.startsWith(`${proxy}/`)
          ? `${before}${this.#origin(plain.slice(proxy.length), target)}${plain.slice(proxy.length)}`
          : whole
      })
      .replace(FORM, (whole, before: string, origin: string, offset: number) => {
        if (decodeURIComponent(origin) !== proxy) return whole
        const path = decodeURIComponent(/^[^&]*/.exec(body.slice(offset + whole.length))?.[0] ?? '')
        return `${before}${encodeURIComponent(this.#origin(path, target))}`
      })
  }

  #origin(path: string, target: string): string {
    return this.#known.get(path) ?? target
  }
}

/** Paths that are remembered; of others the target's own origin is taken. */
const MOST = 100_000

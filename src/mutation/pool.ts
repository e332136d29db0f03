import { Workshop } from './workshop.js'

/** Several workshops, among which work is divided. */
export class Pool {
  readonly #shops: readonly Workshop[]

  constructor(count: number, tree: URL, area: string) {
    this.#shops = Array.from({ length: count }, () => new Workshop(tree, area))
  }

  /** Whoever is free takes the next. */
  async each<T>(items: readonly T[], work: (shop: Workshop, item: T, nth: number) => Promise<void>): Promise<void> {
    let next = 0
    const labour = async (shop: Workshop): Promise<void> => {
      while (next < items.length) {
        const nth = next++
        await work(shop, items[nth]!, nth)
      }
    }
    await Promise.all(this.#shops.map(labour))
  }

  /** The places passed as the modules are loaded: every test passes them. */
  load(): Promise<readonly number[]> {
    return this.#shops[0]!.load()
  }

  close(): void {
    for (const shop of this.#shops) shop.close()
  }
}

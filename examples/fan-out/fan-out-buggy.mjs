export { listen, sell, setUp } from './fan-out.mjs'

/** As in `fan-out.mjs`, but for one thing: each message counts, as if it came once. */
export class Stock {
  constructor(left) {
    this.left = left
  }
  take({ count }) {
    this.left -= count
  }
}

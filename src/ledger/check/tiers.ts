import type { Check } from './check.js'

export const tiersNameTopics: Check = {
  name: 'tiers-name-topics',
  demands: 'what tiers.json says of a topic is said once, of a topic of the ledger',
  breaches({ service, texts, lines }) {
    const place = `specs/${service}/tiers.json`
    const text = texts.get(place)
    if (text === undefined) return []
    const topics = new Set(lines.map(({ topic }) => topic))
    const named = Object.values(JSON.parse(text) as Record<string, readonly string[]>).flat()
    return [
      ...named.filter((topic) => !topics.has(topic)).map((topic) => `${place} names the topic ${topic}, which the ledger does not have`),
      ...named.filter((topic, nth) => named.indexOf(topic) !== nth).map((topic) => `${place} names the topic ${topic} twice`),
    ]
  },
}

import { clause, fc } from './bench.js'
import type { SnsCase } from './bench.js'

/** An application takes credentials of a push service, so only what is refused is looked at, and what is refused before they are. */
const create = (t: SnsCase, changes: object) =>
  t.call('CreatePlatformApplication', { Name: t.name(), Platform: 'GCM', Attributes: { PlatformCredential: 'credential' }, ...changes })

const refusals: readonly { readonly id: string; readonly inputs: readonly object[]; readonly text?: string }[] = [
  { id: 'sns.app.name-1-256-charset', inputs: [{ Name: 'a'.repeat(257) }, { Name: '' }, { Name: '@name' }, { Name: 'a name' }] },
  { id: 'sns.app.platform-unsupported', inputs: [{ Platform: 'AAA' }, { Platform: 'gcm' }], text: 'is not supported' },
  { id: 'sns.app.attributes-required', inputs: [{ Attributes: {} }, { Attributes: undefined }], text: "Value null at 'attributes'" },
  {
    id: 'sns.app.credential-pair-required',
    inputs: [{ PlatformPrincipal: 'principal' }, { PlatformCredential: 'credential' }].map((Attributes) => ({
      Platform: 'ADM',
      Attributes,
    })),
    text: 'attribute provided without',
  },
]
for (const { id, inputs, text = '' } of refusals) {
  clause(id, {
    given: { nth: fc.nat({ max: inputs.length - 1 }) },
    edges: inputs.map((_, nth) => ({ nth })),
    cases: inputs.length,
    async check(t, { nth }) {
      const refusal = await t.refused(create(t, inputs[nth]!))
      t.expect(refusal.error.message, 'the message').toContain(text)
    },
  })
}

const attributes = { Attributes: { Enabled: 'true' } }
const asked: Readonly<Record<string, object>> = {
  GetPlatformApplicationAttributes: {},
  SetPlatformApplicationAttributes: attributes,
  ListEndpointsByPlatformApplication: {},
}

clause('sns.app.get-malformed-arn', {
  axes: { operation: ['GetPlatformApplicationAttributes', 'SetPlatformApplicationAttributes'] },
  given: { PlatformApplicationArn: fc.constantFrom('invalid-arn', 'arn:aws:sns') },
  edges: [{ PlatformApplicationArn: 'invalid-arn' }],
  async check(t, { operation, PlatformApplicationArn }) {
    const refusal = await t.refused(t.call(operation, { PlatformApplicationArn, ...asked[operation] }))
    t.expect(refusal.error.message, 'the message').toContain(
      `An ARN must have at least 6 elements, not ${PlatformApplicationArn.split(':').length}`,
    )
  },
})

clause('sns.app.get-unknown', {
  axes: { operation: Object.keys(asked) },
  async check(t, { operation }) {
    const PlatformApplicationArn = (await t.noTopic()).split(':').with(5, `app/GCM/${t.name()}`).join(':')
    const refusal = await t.refused(t.call(operation, { PlatformApplicationArn, ...asked[operation] }))
    t.expect(refusal.error.message, 'the message').toContain('PlatformApplication does not exist')
  },
})

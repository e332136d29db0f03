import type { AwsNotes } from '../../src/service/aws-notes.js'

const PEOPLE: Readonly<Record<string, string>> = {
  SetSMSAttributes: 'it changes how the whole account sends text messages',
  OptInPhoneNumber: "it concerns somebody's telephone",
  CreateSMSSandboxPhoneNumber: "it sends a text message to somebody's telephone",
  VerifySMSSandboxPhoneNumber: "it concerns somebody's telephone",
  DeleteSMSSandboxPhoneNumber: "it concerns somebody's telephone",
  CreatePlatformApplication: 'it needs the credentials of a push service',
}

const REACHING_PEOPLE = new Set(['email', 'email-json', 'sms'])

/** SNS as AWS runs it: https://aws.amazon.com/sns/pricing/ */
export const aws: AwsNotes = {
  perSecond: {
    ListTopics: 20,
    ListSubscriptions: 20,
    ListSubscriptionsByTopic: 20,
    ListTagsForResource: 10,
    TagResource: 10,
    UntagResource: 10,
    '*': 30,
  },
  dollarsPerMillion: { '*': 0.5 },
  dollarsEach: {},
  withheld(operation, input) {
    const { PhoneNumber, Protocol = '' } = input as { readonly PhoneNumber?: string; readonly Protocol?: string }
    if (operation === 'Publish' && PhoneNumber !== undefined) return "it sends a text message to somebody's telephone"
    if (operation === 'Subscribe' && REACHING_PEOPLE.has(Protocol)) return 'it writes to somebody'
    return PEOPLE[operation]
  },
  tagged: (operation, input, { key, value }) =>
    operation === 'CreateTopic'
      ? { ...input, Tags: [...((input as { readonly Tags?: readonly object[] }).Tags ?? []), { Key: key, Value: value }] }
      : input,
}

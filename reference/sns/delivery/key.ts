import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'

/**
 * The key that messages are signed with, and its certificate, made by ourselves. They guard nothing, so that they may be known to all: consumers check
 * signatures with them as they do with those of AWS, and a world of one seed signs alike everywhere. With 1,024 bits signing takes a quarter of the
 * time that it takes with AWS's 2,048.
 */
export const signingKey = (): KeyObject =>
  (key ??= createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: 'nwDGtFq_RowWvkQ8ibrNcFzAXXYdaIPc-TMOvbkt2Ff-8fxDoubVoYl0Ng7pGOFpk3sQeVSyTispaPib8BjTxWQL6HPIqUVZEePuvs-KHao1K3LVC9God91ZLIq-GS4z4m1uj7_ln-7PITo5JBeb71ggpv_NulFoUUMSkamVO2E',
      e: 'AQAB',
      d: 'md_HbHyxxRUHYYRpzaQw8n9gTlJjLWUHMUb_Cg4uVsL537cQwZKAxb5e733IiSKD6IzdKX4UvF86yPJm_pkYPtTNyScOszkOuQVOHL1rv8JoaTJCkE2fpY3JaNRr0XrS1taNBx0lVJZGQfn47fVkoyc-7gPEli2RfoeLPRntkVE',
      p: '0Sd59Hr6sdADfdTMvmk-Qeh1ZqX1v27rEFQ4N8GJxYCPgxyik0k_syRtAU4nh5MFf0c2xWpaMWJSYZy5s3o8rQ',
      q: 'wp246a3YAb29KIWKF2QS5iZLWuHlYzUFPKdpn1L-8J_pA9awUSBTm9zZ4YSxTo7hCkZOjsdTJskjeXayW4-8BQ',
      dp: 'aRvEnwdaixd1WbwidKJhJjATJ9XJTT4JpXgdlG-PtBBqjsJKNWh_OaDZoulK1kgdYBxCuy06TE0UB3gCnt6UNQ',
      dq: 'rHIDQpR3HXvZ28kQRo-3K1XtWZdmodR-UnNpZPKu0dpwJ6WZUBlb3HUCXxEr5xc1ktwfieZW6Lw7gcpKWlVvXQ',
      qi: 'vi8jACB2mCS-XL9xl8oUvMhBvua3GaHUCdqUQPM9bEu5aT1YLPeoTo0EADWcaw3B_k9qN_-9iRVKyGb8QY5SPA',
    },
  }))

/** Made of its numbers when something is first signed. */
let key: KeyObject | undefined

/** Bytes of a signature. */
export const SIGNATURE_BYTES = 1024 / 8

const DER = [
  'MIICJDCCAY2gAwIBAgIUEZmnN0QO4mSVO7qoSWJQVphofDMwDQYJKoZIhvcNAQELBQAwIzEhMB8GA1UEAwwYVG91Y2hzdG9uZSByZWZlcmVuY2UgU05TMCAX',
  'DTI2MTEzMDE0MTg0OFoYDzIxMjYxMTA2MTQxODQ4WjAjMSEwHwYDVQQDDBhUb3VjaHN0b25lIHJlZmVyZW5jZSBTTlMwgZ8wDQYJKoZIhvcNAQEBBQADgY0A',
  'MIGJAoGBAJ8AxrRav0aMFr5EPIm6zXBcwF12HWiD3PkzDr25LdhX/vH8Q6Lm1aGJdDYO6RjhaZN7EHlUsk4rKWj4m/AY08VkC+hzyKlFWRHj7r7Pih2qNSty',
  '1QvRqHfdWSyKvhkuM+Jtbo+/5Z/uzyE6OSQXm+9YIKb/zbpRaFFDEpGplTthAgMBAAGjUzBRMB0GA1UdDgQWBBQKxX2f2YxV9SQFiKshJ6EUPALF3zAfBgNV',
  'HSMEGDAWgBQKxX2f2YxV9SQFiKshJ6EUPALF3zAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4GBAI+NpKqNMaav8eSJAsrOWWUsPDtToZHZ60d+',
  'M1JN4JBxkPE/Z+Stnk7mNIz4GdQRaVDSTcgfUXdcU6+kC++/2BiyOmxPgtBXnHJOj2rzdmGTv3JafJ58kCHsXneTXYBnWTqUEthHNXtooXO9m2SkIst1FUdn',
  'asohzJ0aWqs3cKhN',
].join('')

/** In PEM. */
export const certificate = `-----BEGIN CERTIFICATE-----\n${DER.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`

/** Where the certificate is served, after the origin. @clause sns.envelope.signing-cert-url */
export const certificatePath = `/SimpleNotificationService-${createHash('md5').update(DER).digest('hex')}.pem`

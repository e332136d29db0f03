/**
 * The `Authorization` header of a request that says who sends it, to which service and region, as AWS's fourth signature version does;
 * its signature is zeros. Implementations that do not verify signatures tell accounts and services by it.
 */
export const credentialOf = (accessKey: string, service: string, region: string, now: number): string => {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '')
  const scope = `${accessKey}/${day}/${region}/${service}/aws4_request`
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`
}

/** What the environment of a command is given, so that AWS SDKs and CLIs in it go to an endpoint and nowhere else. */
export const pointedTo = (
  endpoint: string,
  services: readonly string[],
  env: Readonly<NodeJS.ProcessEnv> = process.env,
): NodeJS.ProcessEnv => {
  const hasCredentials = env['AWS_ACCESS_KEY_ID'] !== undefined || env['AWS_PROFILE'] !== undefined
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  return {
    ...env,
    AWS_ENDPOINT_URL: endpoint,
    ...Object.fromEntries(services.map((id) => [`AWS_ENDPOINT_URL_${id.toUpperCase()}`, endpoint])),
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: env['AWS_DEFAULT_REGION'] ?? region,
    ...(hasCredentials ? {} : { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }),
    // Credentials are not looked for on a machine that may have none.
    AWS_EC2_METADATA_DISABLED: env['AWS_EC2_METADATA_DISABLED'] ?? 'true',
  }
}

/** Members of an answer that the target makes up: they differ from call to call, and from run to run. */
export const MADE_UP = /(?:Id|Handle|Url|Uri|Arn|Token|SequenceNumber|Iterator|Marker)$/

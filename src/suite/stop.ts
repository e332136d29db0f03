import { BroadcastChannel } from 'node:worker_threads'

const channelOf = (run: string): string => `touchstone ${run}`

/** Tells every thread that works for a run that it is broken off. */
export const breakOff = (run: string): void => {
  const channel = new BroadcastChannel(channelOf(run))
  channel.postMessage('break off')
  channel.close()
}

/** Calls `stop` when the run is broken off from another thread; the result ends that. Does not keep the process alive. */
export const onBreakOff = (run: string, stop: () => void): (() => void) => {
  const channel = new BroadcastChannel(channelOf(run))
  channel.onmessage = stop
  channel.unref()
  return () => channel.close()
}

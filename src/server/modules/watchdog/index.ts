export { createPulseKeeper, type PulseKeeper } from './keep-pulse.ts'
export { readHealth } from './read-health.ts'
export { watchdogRoutes } from './routes.ts'
export { startWatching, type WatchState, watchOnce } from './watch.ts'

export { targetMetrics } from './metrics.ts'
export { targetsRoutes } from './routes.ts'
export { saveTargets, type TargetInput } from './save-targets.ts'

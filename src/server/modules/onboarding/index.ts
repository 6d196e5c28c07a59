export { beginOnboarding, onboardingDue } from './begin.ts'
export { savePath } from './paths.ts'
export { onboardingRoutes } from './routes.ts'
export { startOnboarding, tickItem } from './walk.ts'

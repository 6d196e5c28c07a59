export { scoresRoutes } from './routes.ts'

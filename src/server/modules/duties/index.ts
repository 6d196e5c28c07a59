export { dutiesRoutes } from './routes.ts'

export { periodsRoutes } from './routes.ts'

export { readMonth } from './read-month.ts'
export { briefRoutes } from './routes.ts'

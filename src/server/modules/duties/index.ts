export { dutiesRoutes } from './routes.ts'
export { saveDuties } from './save-duties.ts'

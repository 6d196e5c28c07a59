export { checkData, qualityDue } from './check-data.ts'
export { dataQualityRoutes } from './routes.ts'

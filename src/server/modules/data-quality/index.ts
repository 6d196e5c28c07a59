export { checkData, checkDataDue, qualityDue } from './check-data.ts'
export { dataQualityRoutes } from './routes.ts'

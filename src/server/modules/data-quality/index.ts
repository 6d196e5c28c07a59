export { checkData, checkDataDue, qualityDue } from './check-data.ts'
export { DEFECTS, openOn } from './defect-rows.ts'
export { dataQualityRoutes } from './routes.ts'

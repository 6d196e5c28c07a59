export { checkupRoutes } from './routes.ts'
export { composeCheckup, writeCheckup } from './write-checkup.ts'

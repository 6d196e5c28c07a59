export { findRates, getRate } from './rate-rows.ts'
export { type NewRate, planRates, recordRates, takeBackRates } from './record-rates.ts'
export { ratesRoutes } from './routes.ts'

export { bookedColumns, originalIn, rateColumns, rateIn } from './booked.ts'
export { type Booking, bookingsOf, findRates, getRate, rateOf, requireBookings } from './rate-rows.ts'
export { type NewRate, planRates, recordRates, takeBackRates } from './record-rates.ts'
export { ratesRoutes } from './routes.ts'

export { loadPriceBook, type PriceBook } from './price-rows.ts'
export { publishPrices } from './publish-prices.ts'
export { pricesRoutes } from './routes.ts'

export { type AnsweredRow, loadAnswered, loadCredits, loadTitles } from './answered-rows.ts'
export { teamRoutes } from './routes.ts'

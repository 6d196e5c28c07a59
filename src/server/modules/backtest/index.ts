export { backtestRoutes } from './routes.ts'
export { ruleOfFile } from './rule-file.ts'
export { runBacktest } from './run-backtest.ts'
export { createRunner } from './runner.ts'

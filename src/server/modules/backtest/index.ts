export { ruleOfFile } from './rule-file.ts'
export { type BacktestRequest, runBacktest } from './run-backtest.ts'

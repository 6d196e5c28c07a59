export { type Evaluated, evaluateOrg } from './evaluate.ts'
export { installPack } from './install-pack.ts'

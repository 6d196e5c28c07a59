import { Alert } from 'antd'
import { type FlowCard, type Node, partAt } from './flow-draft.ts'

import { useProblemWords } from './flow-words.tsx'

export type Fault = FlowCard['problems'][number]

type FaultListProps = {
  type: 'error' | 'warning'
  title: string
  faults: readonly Fault[]
  nodes: readonly Node[]
}

/** What is wrong with a flow, part by part. */
export function FaultList({ type, title, faults, nodes }: FaultListProps) {
  const wordsOf = useProblemWords()
  return (
    <Alert
      type={type}
      showIcon
      title={title}
      description={
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.path} ${fault.code}`}>{wordsOf(fault, partAt(nodes, fault.path))}</li>
          ))}
        </ul>
      }
    />
  )
}

/** A number to call; one that is masked is only shown. */
export function Phone({ number }: { number: string }) {
  if (number.includes('*')) return <span className="bw-num">{number}</span>
  return (
    <a className="bw-num" href={`tel:${number}`}>
      {number}
    </a>
  )
}

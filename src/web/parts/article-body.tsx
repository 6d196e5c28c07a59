import { Fragment } from 'react'
import { type Inline, type Part, parseArticle } from '../../core/knowledge/markup.ts'
import './parts.css'

/** An article as it is read. Every word arrives as text; only http(s) links lead out. */
export function ArticleBody({ body }: { body: string }) {
  return (
    <div className="biz-article">
      {parseArticle(body).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
        <Block key={index} part={part} />
      ))}
    </div>
  )
}

function Block({ part }: { part: Part }) {
  if (part.kind === 'heading') {
    const Heading = (['h3', 'h4', 'h5'] as const)[part.level - 1]!
    return (
      <Heading>
        <Line line={part.line} />
      </Heading>
    )
  }
  if (part.kind === 'list') {
    const List = part.ordered ? 'ol' : 'ul'
    return (
      <List>
        {part.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
          <li key={index}>
            <Line line={item} />
          </li>
        ))}
      </List>
    )
  }
  return (
    <p>
      {part.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Fragment key={index}>
          {index > 0 && <br />}
          <Line line={line} />
        </Fragment>
      ))}
    </p>
  )
}

function Line({ line }: { line: Inline[] }) {
  return line.map((piece, index) => {
    if (piece.kind === 'bold') {
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
      return <strong key={index}>{piece.text}</strong>
    }
    if (piece.kind === 'link') {
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
        <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
          {piece.text}
        </a>
      )
    }
    return piece.text
  })
}

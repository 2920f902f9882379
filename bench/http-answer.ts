/** As much of an HTTP/1.1 answer as tells where it ends. */
export type Answer = {
  /** 0 until the head has come. */
  status: number;
  /** Bytes still to come; null when they come in chunks, whose last one ends the answer. */
  missing: number | null;
  /** The head while it is not whole; afterwards the last bytes of a chunked answer. */
  tail: Buffer;
};

const HEAD_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

export function newAnswer(): Answer {
  return { status: 0, missing: 0, tail: Buffer.alloc(0) };
}

/** Adds what a socket brought; true when the answer is whole with it. */
export function receive(answer: Answer, chunk: Buffer): boolean {
  const body = answer.status === 0 ? receiveHead(answer, chunk) : chunk;
  if (body === null) return false;
  if (answer.missing !== null) {
    answer.missing -= body.length;
    return answer.missing <= 0;
  }
  const { length } = LAST_CHUNK;
  answer.tail = Buffer.concat([answer.tail, body.subarray(-length)]).subarray(-length);
  return answer.tail.equals(LAST_CHUNK);
}

/** What came after the head; null while the head is not whole. */
function receiveHead(answer: Answer, chunk: Buffer): Buffer | null {
  answer.tail = Buffer.concat([answer.tail, chunk]);
  const end = answer.tail.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = answer.tail.toString("latin1", 0, end);
  const body = answer.tail.subarray(end + HEAD_END.length);
  answer.status = Number(head.split(" ", 2)[1]);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  answer.missing = length === undefined ? null : Number(length);
  answer.tail = Buffer.alloc(0);
  return body;
}

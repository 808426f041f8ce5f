/**
 * Shares an answer among all who ask while the question waits, never one whose question was put before the call:
 * at most one question is under way and one waits.
 */
export function freshAnswers<T>(question: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<unknown> | null = null;
  let waiting: Promise<T> | null = null;
  const put = (): Promise<T> => {
    waiting = null;
    const answer = question();
    const settled = answer.then(
      () => {},
      () => {},
    );
    underWay = settled;
    void settled.then(() => {
      if (underWay === settled) underWay = null;
    });
    return answer;
  };
  return () => {
    if (waiting !== null) return waiting;
    if (underWay === null) return put();
    waiting = underWay.then(put);
    return waiting;
  };
}

/**
 * Clerk's Backend API as it looks to a page that asks it the same at every view: an answer without delay.
 * (JavaScript, since workerd takes it as it stands.)
 */
const answers = new Map();

export default {
  async fetch(request, env) {
    const { url } = request;
    if (!answers.has(url)) {
      const answer = await env.CLERK_LOCAL.fetch(request);
      if (!answer.ok) return answer;
      answers.set(url, await answer.text());
    }
    return new Response(answers.get(url), { headers: { "content-type": "application/json" } });
  },
};

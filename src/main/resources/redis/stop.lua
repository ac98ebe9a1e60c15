-- stop: from now on nothing of a kind is reserved or authorized, by whatever gateway.
--
-- KEYS[1]  root of the books; guard.lua tells the form of what is stopped. Besides:
--   <root>:notice    stream  kind, subject, by, reason: what was stopped, lifted and decided about money,
--                            and what operators must know; the last 100,000 or so
-- ARGV[1]  what: 'all', 'token' or 'route <model> <operation>'
-- ARGV[2]  by whom
-- ARGV[3]  reason, for people
--
-- Answers, in the order tried: already_stopped; done

if redis.call('HEXISTS', key('stop'), ARGV[1]) == 1 then
  return 'already_stopped'
end

-- From here it must succeed.
redis.call('HSET', key('stop'), ARGV[1], ARGV[2] .. ' ' .. whole(now) .. ' ' .. ARGV[3])
redis.call('XADD', key('notice'), 'MAXLEN', '~', '100000', '*', 'kind', 'stopped', 'subject', ARGV[1],
  'by', ARGV[2], 'reason', ARGV[3])
return 'done'

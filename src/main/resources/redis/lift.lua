-- lift: ends a stop.
--
-- KEYS[1]  root of the books; stop.lua tells what stands there
-- ARGV[1]  what: 'all', 'token' or 'route <model> <operation>'
-- ARGV[2]  by whom
-- ARGV[3]  reason, for people
--
-- Answers, in the order tried: not_stopped; done

if redis.call('HDEL', key('stop'), ARGV[1]) == 0 then
  return 'not_stopped'
end
redis.call('DEL', key('surprise:' .. ARGV[1]))
redis.call('XADD', key('notice'), 'MAXLEN', '~', '100000', '*', 'kind', 'lifted', 'subject', ARGV[1],
  'by', ARGV[2], 'reason', ARGV[3])
return 'done'

-- job_over: the job of a spend has ended, so another one may run. Safe to repeat.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
--
-- Answers, in the order tried: unknown_spend; done
--
-- After: the spend is in none of the sets of what runs.

local spend = redis.call('HMGET', key('spend:' .. ARGV[1]), 'team', 'what')
if not spend[1] then
  redis.call('ZREM', key('busy'), ARGV[1])
  return { 'unknown_spend' }
end

-- From here it must succeed.
rest(ARGV[1], spend[1], spend[2])
return { 'done' }

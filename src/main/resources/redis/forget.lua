-- forget: takes a spend that has ended out of the books. Its rows, or what they came to, stay.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
--
-- Answers, in the order tried: unknown_spend; elsewhere, state; done

local spend = find(ARGV[1])
if not spend then
  return { 'unknown_spend' }
end
if spend.state ~= 'settled' and spend.state ~= 'voided' then
  return { 'elsewhere', spend.state }
end

-- From here it must succeed.
noLongerProvisional(spend)
redis.call('UNLINK', key('spend:' .. spend.id))
return { 'done' }

# Installed with their folders: a city's profile is chosen by `joyato init --city DIR`.
nobase_dist_pkgdata_DATA = \
	%D%/cities/cambridge-ma/city.json \
	%D%/cities/cambridge-ma/rules/example.json \
	%D%/cities/komae/city.json \
	%D%/cities/komae/crimes.json \
	%D%/cities/komae/crimes_2007_2008.csv \
	%D%/cities/komae/crimes_2024.csv \
	%D%/cities/komae/figures.json \
	%D%/cities/komae/rules/example-30m.json \
	%D%/cities/komae/rules/example-40m.json \
	%D%/cities/komae/rules/example-50-70m.json \
	%D%/cities/komae/rules/example-50m.json \
	%D%/cities/komae/rules/example-70-80m.json \
	%D%/cities/komae/rules/example-70m.json \
	%D%/cities/komae/rules/example-80m.json \
	%D%/cities/komae/rules/example-by-class.json \
	%D%/cities/komae/rules/example-by-width.json \
	%D%/cities/komae/rules/example-private-road.json \
	%D%/cities/komae/rules/komae-2023-06-08.json \
	%D%/sample/komae_points.csv \
	%D%/schema/city.schema.json \
	%D%/schema/figures.schema.json \
	%D%/schema/rule-pack.schema.json \
	%D%/taxonomy/offences.json

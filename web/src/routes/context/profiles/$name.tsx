import { useQuery } from "@tanstack/react-query";
import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { z } from "zod";
import { profileQuery, profileVersionQuery } from "@/api/profiles";
import { ContextPage } from "@/features/context/ContextPage";
import { MakeDefault } from "@/features/profiles/MakeDefault";
import { ProfileVersion } from "@/features/profiles/ProfileVersion";
import "@/features/profiles/profiles.css";
import { ProblemNotice, Skeleton } from "@/ui/Notice";
import { natural, text } from "@/ui/search";
import { Status } from "@/ui/Status";

export const Route = createFileRoute("/context/profiles/$name")({
  staticData: { crumb: "Profile" },
  validateSearch: z.object({ project: text(), repo: text(), version: natural(), against: text() }),
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(profileQuery(params.name)),
  component: ProfilePage,
});

function ProfilePage() {
  const { name } = Route.useParams();
  const asked = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const [choosing, setChoosing] = useState(false);
  const profile = useQuery(profileQuery(name));
  const number = asked.version ?? profile.data?.versions[0]?.version;
  const version = useQuery({ ...profileVersionQuery(name, number ?? 0), enabled: number !== undefined });
  const error = profile.error ?? version.error;
  return (
    <ContextPage title={`Profile ${name}`}>
      {error && <ProblemNotice error={error} doing="The profile could not be read" retry={() => void (profile.error ? profile.refetch() : version.refetch())} />}
      {!error && (!profile.data || !version.data) && <Skeleton lines={10} height={20} />}
      {!error && profile.data && version.data && (
        <>
          <div className="row wrap">
            <nav className="profile-versions" aria-label="Versions">
              {profile.data.versions.map((each) => (
                <Link key={each.version} className="button small" to="/context/profiles/$name" params={{ name }} search={(old) => ({ ...old, version: each.version, against: undefined })} aria-current={each.version === number ? "page" : undefined} data-selected={each.version === number || undefined} title={each.reason}>
                  @{each.version}{profile.data.defaultVersion === each.version ? " default" : ""}
                </Link>
              ))}
            </nav>
            {version.data.isDefault ? <Status value="active" word="The default" /> : <button type="button" className="button small" onClick={() => setChoosing(true)}>Make @{version.data.version} the default</button>}
          </div>
          <ProfileVersion
            key={`${name}@${version.data.version}`}
            version={version.data}
            versions={profile.data.versions.map((each) => each.version)}
            against={asked.against}
            onAgainst={(against) => void navigate({ search: (old) => ({ ...old, against }), replace: true, resetScroll: false })}
            onMade={(made, n) => void navigate({ to: "/context/profiles/$name", params: { name: made }, search: { version: n, against: `${name}@${version.data.version}` } })}
          />
          {choosing && <MakeDefault name={name} version={version.data.version} onClose={() => setChoosing(false)} />}
        </>
      )}
    </ContextPage>
  );
}
